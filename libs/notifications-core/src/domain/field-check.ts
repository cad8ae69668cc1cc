import { getMetadataStorage, validateSync, ValidationTypes, type ValidationError } from 'class-validator';
import { didYouMean } from './did-you-mean.js';
import { MOST_ERRORS, type FieldError } from './errors.js';

/** JSON that may hold anything. */
export type Json = Readonly<Record<string, unknown>>;

/** A class whose fields have the rules of `field-rules.ts`. */
type Description<T extends object = object> = new () => T;

export interface Checked<T> {
  /** The described fields, without the wrong ones. Complete when there is no error. */
  readonly fields: T;
  /** One error for each wrong field. The caller may add its own. */
  readonly errors: FieldError[];
}

/** What to say of a field that a class does not describe: which one was probably meant, and which there are. */
export function unknownField(name: string, description: Description): string {
  const known = [
    ...new Set(rulesOf(description).flatMap(({ type, propertyName }) => (type === ALLOWED ? [] : propertyName))),
  ];
  if (known.length === 0) return 'is not known here: remove it';
  const meant = didYouMean(name, known);
  return `is not known here${meant === null ? '.' : `: did you mean ${meant}?`} Known are ${known.join(', ')}`;
}

/** A field that is accepted, and has no rule and no meaning. Nobody is told of it. */
const ALLOWED = ValidationTypes.WHITELIST;

/**
 * Checks JSON against the class that describes it. Only described objects are copied. Other objects may be large: they
 * are neither copied nor walked through.
 * @param unknown what to do with fields that the class does not describe. They are never in the result.
 */
export function checkFields<T extends object>(
  description: Description<T>,
  json: Json,
  unknown: 'refused' | 'ignored',
): Checked<T> {
  const fields = described(description, json);
  // `stopAtFirstError` reports a wrong list as a whole; without it, each wrong item is reported.
  const findings = validateSync(fields, { stopAtFirstError: unknown === 'refused' });
  const errors = [...(unknown === 'refused' ? unknownFields(description, json) : []), ...fieldErrors(findings)];
  leaveOut(findings);
  return { fields, errors };
}

/**
 * The findings of class-validator as a flat list of paths. Each field has one message, that of its first broken rule.
 */
export function fieldErrors(findings: readonly ValidationError[], parent = ''): FieldError[] {
  return findings.slice(0, MOST_ERRORS).flatMap(({ target, property, constraints = {}, children = [] }) => {
    const field = parent === '' ? property : `${parent}.${property}`;
    const nested = fieldErrors(children, field);
    if (nested.length > 0) return nested;
    const [broken] = Object.entries(constraints);
    if (broken === undefined) return [];
    const [rule, message] = broken;
    if (rule !== ValidationTypes.WHITELIST) return [{ field, message }];
    return [{ field, message: unknownField(property, target?.constructor as Description) }];
  });
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field name from a request, for an error text. It may be personal, so it is only quoted if it is plain. */
export function quotable(name: string): string {
  return /^[\w.:-]{1,60}$/.test(name) ? name : '…';
}

/** Copies described fields only, so `constructor` and `__proto__` are never copied. */
function described<T extends object>(description: Description<T>, json: Json): T {
  const copy = new description();
  for (const [name, part] of fieldsOf(description))
    if (Object.hasOwn(json, name)) Reflect.set(copy, name, part === null ? json[name] : partOf(part, json[name]));
  return copy;
}

function partOf(description: Description, value: unknown): unknown {
  // A list is wrong here, but class-validator checks its items all the same.
  if (Array.isArray(value)) return value.map((each) => partOf(description, each));
  return isObject(value) ? described(description, value) : value;
}

function unknownFields(description: Description, json: Json, path = ''): FieldError[] {
  const known = fieldsOf(description);
  const names = Object.keys(json).filter((name) => !known.has(name));
  const nested = [...known].flatMap(([name, part]) => {
    const value = json[name];
    return part !== null && isObject(value) ? unknownFields(part, value, `${path}${name}.`) : [];
  });
  const unknown = names.slice(0, MOST_ERRORS).map((name) => ({
    field: path + quotable(name),
    message: unknownField(name, description),
  }));
  return [...unknown, ...nested];
}

function leaveOut(findings: readonly ValidationError[]): void {
  for (const { target, property, constraints, children = [] } of findings) {
    if (target !== undefined && constraints !== undefined) Reflect.deleteProperty(target, property);
    leaveOut(children);
  }
}

const known = new Map<Description, ReadonlyMap<string, Description | null>>();

/** The fields that a class describes. The value is the class of the nested object, or `null` for a plain field. */
function fieldsOf(description: Description): ReadonlyMap<string, Description | null> {
  const found = known.get(description);
  if (found !== undefined) return found;
  const fields = new Map<string, Description | null>();
  for (const { propertyName, type } of rulesOf(description))
    if (type === ValidationTypes.NESTED_VALIDATION) fields.set(propertyName, classOf(description, propertyName));
    else if (!fields.has(propertyName)) fields.set(propertyName, null);
  known.set(description, fields);
  return fields;
}

function rulesOf(description: Description) {
  return getMetadataStorage().getTargetValidationMetadatas(description, '', true, false);
}

/** The type of a field, as TypeScript's decorator metadata has it. */
function classOf(description: Description, name: string): Description {
  const type = Reflect.getMetadata('design:type', description.prototype as object, name) as Description;
  if (rulesOf(type).length === 0) throw new Error(`${description.name}.${name}: no class with rules stands before it`);
  return type;
}
