import { describe, expect, it } from '@jest/globals';
import { messagePage } from './message-page.js';

describe('the page of a message', () => {
  it('keeps an email in a frame where no script runs', () => {
    const page = messagePage({ subject: 'A & B', html: '<p class="x">"Hi"</p>', text: '', about: 'to <a@b.example>' });
    expect(page).toContain('<title>A &amp; B</title>');
    expect(page).toContain('srcdoc="&lt;p class=&quot;x&quot;&gt;&quot;Hi&quot;&lt;/p&gt;"');
    expect(page).toMatch(/<iframe sandbox /);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain('<a@b.example>');
  });

  it('shows an SMS as text', () => {
    const page = messagePage({ subject: null, html: null, text: 'See <you>\nat 2', about: '' });
    expect(page).toContain('<p>See &lt;you&gt;\nat 2</p>');
  });
});
