import { beforeAll, expect, it } from '@jest/globals';
import { appointment, client, event } from '../support/bookings.js';
import { useConsole } from '../support/use-console.js';
import { until } from '../support/world.js';

const console_ = useConsole();
const MARY = client({ id: 'mary', name: 'Mary Poe', email: 'mary@example.com', phone: '+12025550188' });
const PAUL = client({ id: 'paul', name: 'Paul Roe', email: 'paul@example.com', phone: '+12025550189' });

beforeAll(async () => {
  await console_.world.tell(event('booking.created', appointment({ id: 'apt-mary', client: MARY })));
  await console_.world.tell(event('booking.created', appointment({ id: 'apt-paul', client: PAUL })));
});

it('a client is found by the last digits of their phone', async () => {
  const page = await console_.visit('/people', 'staff');
  await page.getByRole('link', { name: 'Paul Roe' }).waitFor();
  await page.getByRole('searchbox', { name: 'Search' }).fill('0188');
  await page.getByRole('link', { name: 'Paul Roe' }).waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('?q=0188');
  await page.getByRole('link', { name: 'Mary Poe' }).click();
  await page.getByRole('heading', { level: 1, name: 'Mary Poe' }).waitFor();
  await page.getByText('SMS may be sent').waitFor();
});

it('staff switch off the SMS reminders of a client, and those that wait are cancelled', async () => {
  const page = await console_.visit('/people/mary', 'staff');
  await page.getByRole('switch', { name: 'Reminders by SMS' }).click({ force: true });
  await page.getByText('Reminders by SMS that wait are cancelled.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();

  await page.getByText('What Mary Poe wants to hear is saved.').waitFor();
  await page.getByText('The client does not want it').first().waitFor();
  await until(
    'SMS that wait for Mary',
    () => waitingSms('mary'),
    (waiting) => waiting === 0,
  );
});

it('a wrong hour of reminders is refused beside its field, which then has the focus', async () => {
  const page = await console_.visit('/people/paul', 'staff');
  const hours = page.getByLabel('Hours before the appointment').first();
  await hours.fill('900');
  await hours.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Up to ten different whole hours, each from 1 to 720.').waitFor();
  await page.locator('[aria-invalid=true]:focus').waitFor();
});

it('an admin stops an address and lifts it again, and staff see who is stopped without a button', async () => {
  const page = await console_.visit('/suppressions');
  await page.getByRole('button', { name: 'Add an address' }).click();
  const address = page.getByRole('textbox', { name: 'Email address' });
  await address.fill('no address');
  await page.getByRole('button', { name: 'Stop email to it' }).click();
  await page.getByText(/^Must be an email address/).waitFor();
  await address.fill('Paul@Example.com');
  await page.getByRole('button', { name: 'Stop email to it' }).click();
  await page
    .getByRole('cell', { name: /paul@example.com/i })
    .first()
    .waitFor();

  const staff = await console_.visit('/people/paul', 'staff');
  await staff.getByText('Gets no email: an admin put it there').waitFor();
  expect(await staff.getByRole('button', { name: /^(Lift|Erase)/ }).count()).toBe(0);

  await page.getByRole('button', { name: /^Lift the opt-out of paul@example.com/i }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Lift' }).click();
  await page.getByRole('cell', { name: /^paul@example.com/i }).waitFor({ state: 'detached' });
});

it('nobody lifts an opt-out by STOP in the console', async () => {
  await console_.world.sql.query(
    `INSERT INTO suppression (channel, address, cause) VALUES ('sms', '+12025550177', 'opted_out')`,
  );
  const page = await console_.visit('/suppressions?channel=sms');
  await page.getByText('Only its owner can, by sending START from that number.').waitFor();
  expect(await page.getByRole('button', { name: /^Lift/ }).count()).toBe(0);
});

it('a client is erased only by who types their number', async () => {
  const page = await console_.visit('/people/paul');
  await page.getByRole('button', { name: 'Erase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Erase Paul Roe for good?' });
  expect(await dialog.getByRole('button', { name: 'Erase' }).isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill('paul');
  await dialog.getByRole('button', { name: 'Erase' }).click();

  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  await page.getByRole('link', { name: 'Mary Poe' }).waitFor();
  expect(await page.getByRole('link', { name: 'Paul Roe' }).count()).toBe(0);
  expect(console_.errors).toEqual([]);
});

async function waitingSms(userId: string): Promise<number> {
  const { rowCount } = await console_.world.sql.query(
    `SELECT FROM notification WHERE user_id = $1 AND notification_type = 'sms' AND hours_until IS NOT NULL AND state = 'pending'`,
    [userId],
  );
  return rowCount ?? 0;
}
