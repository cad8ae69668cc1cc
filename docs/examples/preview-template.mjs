// How a message would read, stored or not. Nothing is stored and nothing is sent. Token: role `staff`.
const { NOTIFICATIONS_URL: url = 'http://localhost:8000', NOTIFICATIONS_TOKEN: token } = process.env;

async function preview(request) {
  const response = await fetch(`${url}/api/v2/notifications/templates/preview`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

// As it is stored, with examples of every variable.
const stored = await preview({ template_name: 'appointment_confirmation', template_type: 'email' });
console.log(`subject: ${stored.subject}`);

// A text that is being written, with values of your own.
const draft = await preview({
  template_name: 'birthday',
  template_type: 'sms',
  body: 'Happy birthday, {{client_name}}! {{gift}}',
  context: { client_name: 'Ana' },
});
console.log(`text: ${draft.body}`);
console.log(`parts to pay for: ${draft.sms.segments} (${draft.sms.encoding})`);
console.log(`without a value: ${draft.missing_variables.join(', ')}`);
