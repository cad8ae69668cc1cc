// Bodies of the providers' webhooks, for the documentation: they are the providers' own, so no class of ours checks them.

const SENDGRID_EVENT = {
  event: 'delivered',
  timestamp: 1795255204,
  sg_message_id: '14c5d75ce93.filter0001.16648.5515E0B88.0',
  notification_id: '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f',
};

export const SENDGRID_EVENTS_BODY = {
  description: 'At most 5 MB. Signed over these bytes.',
  schema: { type: 'array', items: { type: 'object', additionalProperties: true } },
  examples: { delivered: { value: [SENDGRID_EVENT] } },
};

export const TWILIO_STATUS_BODY = {
  description: 'At most 5 MB. Signed with the address.',
  required: true,
  schema: {
    type: 'object',
    required: ['MessageSid', 'MessageStatus'],
    properties: {
      MessageSid: { type: 'string', examples: ['SM0123456789abcdef0123456789abcdef'] },
      MessageStatus: { type: 'string', examples: ['undelivered'] },
      ErrorCode: { type: 'string', examples: ['30005'] },
    },
    additionalProperties: true,
  },
};

export const TWILIO_INBOUND_BODY = {
  description: 'At most 5 MB. Signed with the address.',
  required: true,
  schema: {
    type: 'object',
    required: ['MessageSid', 'From'],
    properties: {
      MessageSid: { type: 'string', examples: ['SM0123456789abcdef0123456789abcdef'] },
      From: { type: 'string', examples: ['+12025550123'] },
      Body: { type: 'string', examples: ['STOP'] },
      OptOutType: { type: 'string', examples: ['STOP'] },
    },
    additionalProperties: true,
  },
};
