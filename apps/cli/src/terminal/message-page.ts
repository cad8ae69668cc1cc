/** A message as a web page: an email as its reader sees it, an SMS as a bubble. */
export interface PageMessage {
  readonly subject: string | null;
  /** `null` for SMS. */
  readonly html: string | null;
  readonly text: string;
  /** A line above it, such as its address and time. */
  readonly about: string;
}

/** Scripts and forms of a template do nothing here, and pictures come only from where mail programs load them. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-src 'self'";

export function messagePage(message: PageMessage): string {
  const { subject, html, about } = message;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<title>${escaped(subject ?? 'SMS')}</title>
<style>
  body { margin: 0; font: 15px/1.45 system-ui, sans-serif; color: #1c1c1e; background: #f2f2f7; display: flex; flex-direction: column; height: 100vh }
  header { padding: 14px 20px; background: #fff; border-bottom: 1px solid #ddd }
  header b, header span { display: block }
  header span { color: #666 }
  iframe { border: 0; flex: 1; background: #fff }
  p { max-width: 22em; margin: 24px; padding: 12px 16px; background: #fff; border-radius: 18px 18px 18px 4px; white-space: pre-wrap; overflow-wrap: anywhere }
</style>
<header><b>${escaped(subject ?? 'SMS')}</b><span>${escaped(about)}</span></header>
${html === null ? `<p>${escaped(message.text)}</p>` : `<iframe sandbox title="The email" srcdoc="${escaped(html)}"></iframe>`}
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
