import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { readVerificationKey } from '../config/verification-key.js';
import { isSignedBySendGrid } from './sendgrid-signature.js';
import { isSignedByTwilio } from './twilio-signature.js';

/** The example that SendGrid's own SDKs are tested with. */
const SENDGRID = {
  key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
  signature: 'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
  timestamp: '1600112502',
  body: `${JSON.stringify([
    {
      email: 'hello@world.com',
      event: 'dropped',
      reason: 'Bounced Address',
      sg_event_id: 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA',
      sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
      'smtp-id': '<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>',
      timestamp: 1600112492,
    },
  ])}\r\n`,
};
const OTHER_KEY =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==';

const GARBAGE = ['', ' ', '%', 'AAAA', '\0', 'é'.repeat(50), 'MEUCIQ==', '='.repeat(10_000), '{"a":1}'];

describe('a call that SendGrid signed', () => {
  const holds = (change: Partial<typeof SENDGRID>): boolean => {
    const { key, signature, timestamp, body } = { ...SENDGRID, ...change };
    return isSignedBySendGrid(readVerificationKey(key)!, signature, timestamp, Buffer.from(body));
  };

  it('is known by the example that SendGrid publishes', () => {
    expect(holds({})).toBe(true);
  });

  it.each<[string, Partial<typeof SENDGRID>]>([
    ['another key', { key: OTHER_KEY }],
    ['another time', { timestamp: '1600112503' }],
    ['a body without its last line break', { body: SENDGRID.body.trimEnd() }],
    ['a body that was parsed and written again', { body: JSON.stringify(JSON.parse(SENDGRID.body), null, 1) }],
  ])('is refused with %s', (_, change) => {
    expect(holds(change)).toBe(false);
  });

  it.each(GARBAGE)('is refused with the signature %j', (signature) => {
    expect(holds({ signature })).toBe(false);
  });

  it('is refused without its headers', () => {
    const key = readVerificationKey(SENDGRID.key)!;
    expect(isSignedBySendGrid(key, undefined, SENDGRID.timestamp, Buffer.from(SENDGRID.body))).toBe(false);
    expect(isSignedBySendGrid(key, SENDGRID.signature, undefined, Buffer.from(SENDGRID.body))).toBe(false);
  });
});

describe('the verification key', () => {
  it('is read as base64, as PEM, and as PEM in one line', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const base64 = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const body = Buffer.from('[]');
    const signature = sign('sha256', Buffer.from('1[]'), privateKey).toString('base64');
    for (const text of [base64, pem, pem.replaceAll('\n', '\\n')])
      expect(isSignedBySendGrid(readVerificationKey(text)!, signature, '1', body)).toBe(true);
  });

  it('is not one of another curve or kind, nor a private key', () => {
    const curve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    const ed = generateKeyPairSync('ed25519');
    const own = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
    for (const wrong of [
      curve.publicKey.export({ type: 'spki', format: 'pem' }),
      ed.publicKey.export({ type: 'spki', format: 'pem' }),
      own.export({ type: 'pkcs8', format: 'pem' }),
      ...GARBAGE,
    ])
      expect(readVerificationKey(wrong.toString())).toBeNull();
  });
});

describe('a call that Twilio signed', () => {
  const URL = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const FORM = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  };

  it('is known by the examples that Twilio publishes', async () => {
    expect(await isSignedByTwilio('12345', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', URL, FORM)).toBe(true);
    const twice = { Sid: 'CA123', SidAccount: 'AC123', Digits: ['5678', '1234', '1234'] };
    expect(await isSignedByTwilio('12345', 'IK+Dwps556ElfBT0I3Rgjkr1wJU=', URL, twice)).toBe(true);
  });

  it('is refused with another token, address, field or value', async () => {
    const signature = twilio.getExpectedTwilioSignature('12345', URL, FORM);
    expect(await isSignedByTwilio('12345', signature, URL, FORM)).toBe(true);
    expect(await isSignedByTwilio('12346', signature, URL, FORM)).toBe(false);
    expect(await isSignedByTwilio('12345', signature, `${URL}&more=1`, FORM)).toBe(false);
    expect(await isSignedByTwilio('12345', signature, URL, { ...FORM, More: '1' })).toBe(false);
    expect(await isSignedByTwilio('12345', signature, URL, { ...FORM, Digits: '1235' })).toBe(false);
  });

  it.each([undefined, ...GARBAGE])('is refused with the signature %j', async (signature) => {
    expect(await isSignedByTwilio('12345', signature, URL, FORM)).toBe(false);
  });

  it('is refused at an address that is none', async () => {
    expect(await isSignedByTwilio('12345', 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', 'no address', FORM)).toBe(false);
  });
});
