/**
 * The answer to a webhook of Twilio, as XML (TwiML).
 * @param text of the message to answer with. `null`: none.
 */
export async function twilioAnswer(text: string | null): Promise<string> {
  // Loaded late, as for the check of the signature.
  const { default: twilio } = await import('twilio');
  const answer = new twilio.twiml.MessagingResponse();
  if (text !== null) answer.message(text);
  return answer.toString();
}
