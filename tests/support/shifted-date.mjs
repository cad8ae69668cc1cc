// `node --import`ed into a process whose clock is to be CLOCK_AHEAD_MS ahead; see clock-ahead.ts.
const ahead = Number(process.env.CLOCK_AHEAD_MS);
const RealDate = globalThis.Date;

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + ahead);
    else super(...given);
  }

  static now() {
    return RealDate.now() + ahead;
  }
};
