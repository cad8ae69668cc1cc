/** What a claim says of its owner. */
export interface Claim {
  readonly pid: number;
  /** As `beginningOf` tells it; empty where the system does not. */
  readonly beginning: string;
}

/**
 * Makes this process the only one that has claimed the file. The claim holds until the file is removed, or the
 * process has ended.
 * @param isOwner whether the process that a claim names is there and may have made it; `isSameProcess` by default.
 * @returns `undefined` when it is ours now, else the pid of its owner.
 */
export function claim(file: string, isOwner?: (claim: Claim) => boolean): number | undefined;

/** The pid of the process that has claimed the file, if there is one; ours too. */
export function ownerOf(file: string, isOwner?: (claim: Claim) => boolean): number | undefined;

/** Whether the process that made the claim still runs. */
export function isSameProcess(claim: Claim): boolean;
