// Everything that one person was sent, page by page: `node read-history.mjs user-1`. Token: role `staff`, or the
// person's own, which shows their own history alone.
const { NOTIFICATIONS_URL: url = 'http://localhost:8000', NOTIFICATIONS_TOKEN: token } = process.env;
const [userId = 'user-1', pageSize = '50'] = process.argv.slice(2);

/** The pages, newest first. The address of the next one is in the `Link` header; the last page has none. */
async function* pagesOf(path) {
  for (let next = path; next !== undefined;) {
    const response = await fetch(new URL(next, url), { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    yield await response.json();
    next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
}

const first = `/api/v2/notifications/history?user_id=${encodeURIComponent(userId)}&limit=${pageSize}`;
let pages = 0;
for await (const page of pagesOf(first)) {
  pages += 1;
  for (const { scheduled_for, notification_type, template_name, status, reason } of page)
    console.log([scheduled_for, notification_type, template_name, status, reason ?? ''].join('  ').trimEnd());
}
console.log(`${pages} ${pages === 1 ? 'page' : 'pages'}`);
