import { PlainText } from '../http/field-rules.js';

export class SignIn {
  /** What stands behind `#` in a link to sign in by. */
  @PlainText(200) code!: string;
}
