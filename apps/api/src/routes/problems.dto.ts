import { PROBLEM_CODES, type ProblemCode } from '../http/problem-catalogue.js';
import { ApiProperty } from '@nestjs/swagger';

/** What a code means. */
export class ProblemPage {
  /** @example "invalid_values" */
  @ApiProperty({ enum: [...PROBLEM_CODES] }) code!: ProblemCode;
  /** @example "/problems/invalid_values" */
  type!: string;
  /**
   * The HTTP status that comes with it.
   * @example 422
   */
  status!: number;
  /** @example "Some values are invalid" */
  title!: string;
  /**
   * Why this happens.
   * @example "The request can be read, and some of its values cannot be used. `errors` lists all of them."
   */
  meaning!: string;
  /**
   * What you can do about it.
   * @example ["See `/docs` for every field with its limits and an example."]
   */
  what_to_do!: string[];
}
