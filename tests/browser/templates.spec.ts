import { describe, expect, it } from '@jest/globals';
import { useConsole, violations } from '../support/use-console.js';

const console_ = useConsole();
/** A picture of one pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const REMINDER = '/templates/appointment_reminder/email?locale=en';

describe('who writes a template', () => {
  it('builds a mail of blocks, sees it as its reader does, takes a step back, saves it and restores the old one', async () => {
    const page = await console_.visit(REMINDER, 'admin');
    const mail = page.frameLocator('iframe');
    await mail.getByText('Your appointment is in 24 hours').waitFor();

    const title = page
      .getByRole('group', { name: /^Heading: / })
      .first()
      .getByLabel('Says');
    await title.fill('See you, {{client_name}}');
    await mail.getByText('See you, John Doe').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await mail.getByText('Your appointment is in 24 hours').waitFor();
    await page.getByRole('button', { name: 'Redo' }).click();

    await page.getByRole('button', { name: 'Add a block', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Divider' }).click();
    await page.getByRole('button', { name: 'Move Divider up' }).click();
    await page.getByRole('link', { name: 'Inbox' }).click();
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByRole('button', { name: 'Stay here' })
      .click();

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as version 2').waitFor();
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByRole('button', { name: /^Version 1/ }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restore this version' }).click();
    await page
      .getByRole('dialog', { name: /^Bring/ })
      .getByRole('button', { name: 'Restore this version' })
      .click();
    await page
      .getByText(/version 3/)
      .first()
      .waitFor();
    expect(await title.inputValue()).toMatch(/^\{\{#if hours_until\}\}/);
  }, 90_000);

  it('adds a picture of the shop, and lets a part depend only on what a mail can say', async () => {
    const page = await console_.visit(REMINDER, 'admin');
    const block = async (kind: string) => {
      await page.getByRole('button', { name: 'Add a block', exact: true }).click();
      await page.getByRole('menuitem', { name: kind, exact: true }).click();
    };
    await block('Image');
    await page.getByRole('button', { name: 'Choose a picture' }).click();
    await page
      .getByLabel('A picture to add')
      .setInputFiles({ name: 'shop.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') });
    await page.locator('img[src*="/api/v2/assets/"]').first().waitFor({ state: 'attached' });
    expect(await page.getByRole('combobox', { name: 'Address of the picture' }).inputValue()).toMatch(
      /\/api\/v2\/assets\/\w+\.png$/,
    );
    await page.getByRole('button', { name: 'Choose a picture' }).click();
    await page.getByRole('button', { name: 'Picture 1, 1 by 1' }).click();

    await block('Only if');
    const test = page.getByRole('combobox', { name: 'Depends on' }).last();
    const offered = page.getByRole('option');
    await test.fill('refund_time');
    await offered.filter({ hasText: 'refund_timeframe' }).waitFor();
    await test.fill('tight');
    await offered.filter({ hasText: 'refund_timeframe' }).waitFor({ state: 'detached' });
    expect(await offered.allInnerTexts()).toEqual([]);
  }, 60_000);

  it('sees where the code is refused, and what an SMS costs', async () => {
    const page = await console_.visit('/templates/appointment_reminder/sms?locale=en', 'admin');
    await page.getByText('1 segment').waitFor();
    const code = page.getByRole('textbox', { name: 'Text of the SMS' });
    await code.fill('Čau {{client_name}}');
    await page.getByText('Some characters make it dearer').waitFor();
    await code.fill('Hi {{{client_name}}}');
    await page.getByText('This cannot be sent as it is').waitFor();
    expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  }, 60_000);

  it('may look and try, and not save, without being an admin', async () => {
    const page = await console_.visit(REMINDER, 'staff');
    await page.frameLocator('iframe').getByText('John Doe').first().waitFor();
    expect(await page.getByRole('button', { name: 'Send me a test' }).count()).toBe(1);
    expect(await page.getByRole('button', { name: /^(Save|Delete|Add)/ }).count()).toBe(0);
  }, 60_000);
});
