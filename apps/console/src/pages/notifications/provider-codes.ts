/** What the codes of providers mean that staff meet most. Source: Twilio's error pages; RFC 3463 for mail. */
const CODES: Readonly<Record<string, string>> = {
  '20003': 'our key was refused',
  '21211': 'the number is not valid',
  '21408': 'SMS to this country are not switched on at the provider',
  '21610': 'its owner answered STOP',
  '21612': 'the provider cannot reach this number',
  '21614': 'the number is no mobile phone',
  '30001': 'the provider had too many messages waiting',
  '30002': 'the account at the provider is suspended',
  '30003': 'the phone was off or out of reach',
  '30004': 'the phone or its company blocks our messages',
  '30005': 'the number is not in use',
  '30006': 'the number is a landline, or its company takes no SMS',
  '30007': 'the phone company took it for spam',
  '30008': 'the phone company did not say why',
  '5.1.1': 'the mailbox does not exist',
  '5.1.10': 'the mailbox does not exist',
  '5.2.1': 'the mailbox is switched off',
  '5.2.2': 'the mailbox is full',
  '4.2.2': 'the mailbox is full',
  '5.4.1': 'the mail server takes no mail for this address',
  '5.7.1': 'the mail server refused it by its rules',
};

/** "30003: the phone was off or out of reach". A code that is not known stands alone. */
export function codeText(code: string): string {
  const meaning = CODES[code];
  return meaning === undefined ? `Code ${code}` : `${code}: ${meaning}`;
}
