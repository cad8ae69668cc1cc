/** A kind of error that the API can answer with. Its page is `/problems/{code}`. */
export interface ProblemKind {
  readonly status: number;
  /** The kind in a few words. The same for every occurrence. */
  readonly title: string;
  /** Why this happens. */
  readonly meaning: string;
  /** What the caller can do about it, step by step. */
  readonly remedy: readonly string[];
}

/**
 * Every code. Programs rely on them, so a code is never renamed and never gets another status. The texts may change.
 */
export const PROBLEMS = {
  unreadable: {
    status: 400,
    title: 'The request cannot be read',
    meaning:
      'The request is not HTTP as we read it, has a header twice that may come once, or its body is not UTF-8, is nested too deeply, or has a field named `__proto__`.',
    remedy: ['Read `detail`: it says which of these it is.', 'Send well-formed JSON in UTF-8.'],
  },
  invalid_json: {
    status: 400,
    title: 'The body is not JSON',
    meaning: 'The JSON breaks off or has a mistake. `detail` names the line and the column, both counted from 1.',
    remedy: [
      'Look at that place, and just before it: a missing comma or quotation mark is noticed only at what follows.',
      'Let a library write the JSON instead of joining texts.',
      'In a shell, put the body between single quotes, or in a file: `curl --data @body.json`.',
    ],
  },
  malformed_url: {
    status: 400,
    title: 'The URL cannot be read',
    meaning: 'The URL has a percent sign that is not followed by two hexadecimal digits, or bytes that are not UTF-8.',
    remedy: ['Encode each part of the path, and each value of the query: `encodeURIComponent` in JavaScript.'],
  },
  body_missing: {
    status: 400,
    title: 'A body is needed',
    meaning: 'This call takes a body, and none came.',
    remedy: [
      'Send the body with the content type that `detail` names, mostly `application/json`.',
      'See `/docs` for an example of each body.',
    ],
  },
  address_missing: {
    status: 400,
    title: 'No address is known for you',
    meaning: 'A test send goes to the caller, and the caller has no address on this channel.',
    remedy: [
      'Use a token with the claim `email` or `phone_number`.',
      'Or store the address: `PUT /api/v2/recipients/{id}`, with the `sub` of your token as id.',
    ],
  },
  token_required: {
    status: 401,
    title: 'A token is needed',
    meaning:
      'The request has no `Authorization` header, or one that is not `Bearer <JWT>`, and no session of the console.',
    remedy: [
      'Send `Authorization: Bearer <JWT>`.',
      'To try the service: `npm run notify -- token --role admin --sub me` prints a token.',
    ],
  },
  token_expired: {
    status: 401,
    title: 'The token has expired',
    meaning: 'The time in the claim `exp` has passed.',
    remedy: ['Get a new token where you got this one.', 'If the token is new, compare the clocks of both machines.'],
  },
  token_invalid: {
    status: 401,
    title: 'The token is not valid here',
    meaning: 'It is signed by another key, is for another service, or lacks a claim.',
    remedy: [
      'Check that the token has `exp`, `iss`, `aud` and `sub`, and that `role` is `user`, `staff`, `admin` or `service`.',
      'Check that its issuer and audience are those that the operator set (`JWT_ISSUER`, `JWT_AUDIENCE`).',
      'A key that was changed ends all older tokens: get a new one.',
    ],
  },
  signed_out: {
    status: 401,
    title: 'You are not signed in',
    meaning: 'The browser shows no session of the console, or one that is over: it lasts twelve hours.',
    remedy: ['Open `/console/sign-in`, and sign in again.', 'Programs send a token: `Authorization: Bearer <JWT>`.'],
  },
  link_used_or_late: {
    status: 401,
    title: 'This link does not work any more',
    meaning: 'A link to the console works once, and only for the time that it was made for. Or it is not whole.',
    remedy: [
      'Get another one from who runs the service: `npm run notify -- console-link`.',
      'Open it in the browser that you work with.',
    ],
  },
  webhook_signature: {
    status: 401,
    title: 'The signature is missing or wrong',
    meaning:
      'Only the provider may make this call, and it signs each one. This one has no signature, or one that does not fit.',
    remedy: [
      'For SendGrid: set `SENDGRID_WEBHOOK_PUBLIC_KEY` to the verification key of the Event Webhook that calls.',
      'For Twilio: `TWILIO_AUTH_TOKEN` must be the primary token of the account, and `PUBLIC_BASE_URL` the address that Twilio calls, to the letter.',
      'A proxy in between must not change the body, the path or the query.',
    ],
  },
  webhook_not_configured: {
    status: 403,
    title: 'The webhook is not switched on',
    meaning:
      'The signature cannot be checked, because a setting is missing. `detail` names it. Nothing is accepted unsigned.',
    remedy: ['Set it and start the API again. The provider repeats the call, so nothing is lost meanwhile.'],
  },
  forbidden: {
    status: 403,
    title: 'Your role does not allow this',
    meaning: 'The token is valid, and its role may not make this call. `detail` names the roles that may.',
    remedy: ['Use a token with such a role.', '`/docs` says for each call who may make it.'],
  },
  other_origin: {
    status: 403,
    title: 'A page of another origin may not do this',
    meaning:
      'The request came with the session of the console, and a browser says that a page of another origin made it, or does not say that one of ours did.',
    remedy: [
      'Do it in the console itself, at `/console/`.',
      'A program sends a token instead of the cookie: `Authorization: Bearer <JWT>`.',
      'If this is the console: a proxy must pass `Origin` and `Sec-Fetch-Site` on, and `Host` too, unless `PUBLIC_BASE_URL` is set to the address that people open.',
    ],
  },
  not_found: {
    status: 404,
    title: 'It is not here',
    meaning: 'The call exists, but nothing has this id, or it belongs to somebody else.',
    remedy: [
      'Check the id. Ids are the same in every list of this API.',
      'It may be deleted: what ended is kept for `NOTIFICATION_RETENTION_DAYS` (30 unless the operator set another).',
    ],
  },
  unknown_path: {
    status: 404,
    title: 'There is no such call',
    meaning: 'No call has this path.',
    remedy: ['Check the path. Most calls begin with `/api/v2/`.', '`/docs` lists every call.'],
  },
  method_not_allowed: {
    status: 405,
    title: 'The path does not take this method',
    meaning: 'The path exists, and takes other methods. The header `Allow` lists them.',
    remedy: ['Use one of these methods.'],
  },
  request_timeout: {
    status: 408,
    title: 'The request came too slowly',
    meaning: 'The request did not arrive as a whole within 30 seconds.',
    remedy: ['Send it again.', 'If it happens often, send smaller bodies.'],
  },
  idempotency_key_reused: {
    status: 409,
    title: 'The Idempotency-Key was used for another request',
    meaning: 'The same key came before with another body or path. One key stands for one request.',
    remedy: ['To repeat a request, send exactly the same body.', 'For a new request, use a new key, such as a UUID.'],
  },
  cannot_be_resent: {
    status: 409,
    title: 'It cannot be sent again',
    meaning: 'The notification is pending, was cancelled, has arrived, or is out of date. `detail` says which.',
    remedy: [
      'Read `detail`. If an address is missing, add it and resend.',
      'If the booking changed, its newer messages are planned already: see the history of the appointment.',
    ],
  },
  opt_out_stands: {
    status: 409,
    title: 'Only its owner can lift this',
    meaning: 'The number is on the suppression list because its owner answered STOP, or told the provider so.',
    remedy: ['Ask them to text START to the number that the messages come from.'],
  },
  too_large: {
    status: 413,
    title: 'The body is too large',
    meaning: 'At most 5 MB for booking events, bulk sends and webhooks, 1 MB for a picture, 256 KB for other calls.',
    remedy: ['Divide it: up to 1,000 events or 10,000 users in one call, and several calls.'],
  },
  url_too_long: {
    status: 414,
    title: 'The URL is too long',
    meaning: 'A part of the path is longer than any id can be.',
    remedy: ['Ids have at most 200 characters: check which value stands in the path.'],
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body has the wrong media type',
    meaning: 'The body has another media type than this call takes, which is JSON for nearly all, or it is compressed.',
    remedy: ['Send the content type that `detail` names, mostly `application/json`.', 'Send no `Content-Encoding`.'],
  },
  invalid_values: {
    status: 422,
    title: 'Some values are invalid',
    meaning: 'The request can be read, and some of its values cannot be used. `errors` lists all of them.',
    remedy: [
      'Go through `errors`: `field` is the path of the value, and `message` completes the sentence "the value …".',
      'See `/docs` for every field with its limits and an example.',
    ],
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    meaning: 'This caller made more calls in a minute than the operator allows (`RATE_LIMIT_PER_MINUTE`).',
    remedy: [
      'Wait as many seconds as `Retry-After` says.',
      'Send many events in one call. A service with a token of the role `service` is not limited.',
    ],
  },
  headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    meaning: 'All headers together have more than 16 KB.',
    remedy: ['Send fewer cookies and a smaller token.'],
  },
  unexpected: {
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'This is a fault of the service. Nothing is stored unless an earlier call stored it.',
    remedy: [
      'Tell the operator the id in `instance`: the log has it as `request_id`.',
      'You may send the request again: events and keyed sends are never carried out twice.',
    ],
  },
  issuer_unavailable: {
    status: 503,
    title: 'The issuer of the tokens is away',
    meaning:
      'The keys that tokens are checked with cannot be fetched, and the key of this token is not known from before. The token may be good.',
    remedy: [
      'Send the request again after as many seconds as `Retry-After` says.',
      'If it stays, tell the operator: `JWT_JWKS_URL` must answer with the keys.',
    ],
  },
  unavailable: {
    status: 503,
    title: 'Not available at the moment',
    meaning:
      'The database, which this call needs, cannot be reached. Or the process is stopping, or others changed the same booking at every try. Nothing was stored.',
    remedy: ['Send the request again after as many seconds as `Retry-After` says. That is always safe.'],
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

/** The page of a code, relative to the API, so that it is right behind any proxy. */
export function problemType(code: ProblemCode): string {
  return `/problems/${code}`;
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}
