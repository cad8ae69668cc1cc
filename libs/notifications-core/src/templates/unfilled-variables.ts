import { didYouMean } from '../domain/did-you-mean.js';
import { changesContext, variablesOf, type Piece } from './language/tree.js';
import { TEMPLATE_VARIABLES, type TemplateVariable } from './variables.js';

/** A variable that a template reads and nobody fills by themselves. Field names are those of the API. */
export interface UnfilledVariable {
  readonly name: string;
  /** The variable that was probably meant. `null`: none is near. */
  readonly did_you_mean: string | null;
}

type Use = TemplateVariable['usedIn'];

/** Variables that only one kind of message has, and the templates of bookings that are of this kind. */
const SPECIAL: Readonly<Partial<Record<Use, string>>> = {
  reminder: 'appointment_reminder',
  cancellation: 'appointment_cancellation',
  rescheduled: 'appointment_rescheduled',
  marketing: 'marketing_announcement',
};

/**
 * The variables of a template that are in no reference, and for the template of a booking those that its message does
 * not have. They come out blank, unless a send gives them in its `context`.
 */
export function unfilledVariables(templateName: string, pieces: readonly Piece[]): UnfilledVariable[] {
  const filled = filledIn(templateName);
  return variablesOf(withoutSwitches(pieces))
    .filter((name) => !filled.includes(name))
    .map((name) => ({ name, did_you_mean: didYouMean(name, filled) }));
}

/**
 * The pieces without the conditions of partials. A partial asks for what it may be given, such as `{{#if small}}`, and
 * whoever does not give it has misspelt nothing.
 */
function withoutSwitches(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece) => {
    if (piece.kind !== 'block') return [piece];
    const main = withoutSwitches(piece.main);
    const otherwise = withoutSwitches(piece.otherwise);
    const isSwitch = piece.place.partial !== undefined && !changesContext(piece.helper);
    return isSwitch ? [...main, ...otherwise] : [{ ...piece, main, otherwise }];
  });
}

function filledIn(templateName: string): readonly string[] {
  const known: readonly (readonly [string, TemplateVariable])[] = Object.entries(TEMPLATE_VARIABLES);
  const ofBooking = templateName.startsWith('appointment_');
  return known
    .filter(([, { usedIn }]) => !ofBooking || (SPECIAL[usedIn] ?? templateName) === templateName)
    .map(([name]) => name);
}
