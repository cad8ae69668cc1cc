/** The owner of a claim. */
export interface Claim {
  readonly pid: number;
  /** Result of `beginningOf`. Empty where the system does not tell it. */
  readonly beginning: string;
}

/**
 * Makes this process the only owner of the file's claim. The claim holds until the file is removed or the process ends.
 * @param isOwner whether the process in a claim exists and may have made it. Default: `isSameProcess`.
 * @returns `undefined` if the claim is ours now, else the pid of its owner.
 */
export function claim(file: string, isOwner?: (claim: Claim) => boolean): number | undefined;

/** The pid of the process that owns the claim, which may be this one. `undefined`: none does. */
export function ownerOf(file: string, isOwner?: (claim: Claim) => boolean): number | undefined;

/** Whether the process that made the claim still runs. */
export function isSameProcess(claim: Claim): boolean;
