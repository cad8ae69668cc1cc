import { escaped, marked } from '../http/page.js';
import type { PageContent } from '../http/reader-page.js';

/** A page and its status. Addresses are relative to `/console/oidc/…`. */
export interface OpenIdPage extends PageContent {
  readonly status: number;
}

const SIGN_IN = '<p><a href="../sign-in">Back to the sign-in page</a></p>';

function refusal(status: number, title: string, ...paragraphs: string[]): OpenIdPage {
  const body = [`<h1>${escaped(title)}</h1>`, ...paragraphs.map((text) => `<p>${marked(text)}</p>`), SIGN_IN];
  return { status, title, body: body.join('\n') };
}

export const noRolePage = (claim: string): OpenIdPage =>
  refusal(
    403,
    'Your account may not open the console',
    `You are signed in with your identity provider, but your account has neither the role \`staff\` nor \`admin\` here.`,
    `Ask whoever manages the accounts to give you one of them: it must be in the claim \`${claim}\`. Then sign in again.`,
  );

export const refusedPage = (): OpenIdPage =>
  refusal(
    403,
    'You were not signed in',
    'Your identity provider did not sign you in, or you went back. Nothing has changed: try again, or ask whoever manages the accounts.',
  );

export const startAgainPage = (): OpenIdPage =>
  refusal(
    400,
    'Please sign in again',
    'This browser has not begun to sign in, began more than ten minutes ago, or began once more in another tab.',
  );

export const providerAwayPage = (): OpenIdPage =>
  refusal(
    503,
    'Your identity provider cannot be reached',
    'It does not answer, or not as it should, so nobody can sign in by their account at the moment. Try again in a minute.',
    'Links go on working: whoever runs this service prints one with `npm run notify -- console-link`.',
  );

export const notConfiguredPage = (): OpenIdPage =>
  refusal(
    404,
    'Accounts are not set up here',
    'This service knows no identity provider (`OIDC_ISSUER`). Sign in by a link: whoever runs it prints one with `npm run notify -- console-link`.',
  );

/**
 * Goes on by itself. A redirect would still count as coming from the provider's site, and the browser would not show
 * the new session; a page of ours may ask for the next one with it.
 * @param to relative to this page.
 */
export const goOnPage = (to: string): OpenIdPage => ({
  status: 200,
  title: 'Signed in',
  body: `<meta http-equiv="refresh" content="0; url=${escaped(to)}">
<h1>You are signed in</h1>
<p><a href="${escaped(to)}">Go on</a></p>`,
});
