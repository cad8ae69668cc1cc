import { integer, type Setting } from './setting.js';

const MOST = 100_000_000;
const NO_LIMIT = 'Over the limit they wait; 0: no limit.';

const limit = (what: string, fallback: number): Setting<number> =>
  integer(`Most SMS ${what}. ${NO_LIMIT}`, fallback, 0, MOST);

const PREFIX = 'to numbers that differ only in their last four digits';

/**
 * How many SMS may go out, against SMS pumping: somebody books or registers with numbers that earn them money. It is
 * done abroad, so those limits are tight, and there is none for the country of the business beyond that of a person.
 */
export const SMS_LIMITS = {
  SMS_MAX_PER_RECIPIENT_HOUR: limit('to one number in an hour', 60),
  SMS_MAX_PER_RECIPIENT_DAY: limit('to one number in a day', 200),
  SMS_MAX_ABROAD_PER_PREFIX_HOUR: limit(`${PREFIX} in an hour, outside BUSINESS_COUNTRY`, 100),
  SMS_MAX_ABROAD_PER_PREFIX_DAY: limit(`${PREFIX} in a day, outside BUSINESS_COUNTRY`, 300),
  SMS_MAX_ABROAD_PER_COUNTRY_HOUR: limit('to one country in an hour, other than BUSINESS_COUNTRY', 1_000),
  SMS_MAX_ABROAD_PER_COUNTRY_DAY: limit('to one country in a day, other than BUSINESS_COUNTRY', 5_000),
  SMS_MAX_HOME_PER_PREFIX_HOUR: limit(`${PREFIX} in an hour, within BUSINESS_COUNTRY`, 0),
  SMS_MAX_HOME_PER_PREFIX_DAY: limit(`${PREFIX} in a day, within BUSINESS_COUNTRY`, 0),
  SMS_MAX_HOME_PER_COUNTRY_HOUR: limit('within BUSINESS_COUNTRY in an hour', 0),
  SMS_MAX_HOME_PER_COUNTRY_DAY: limit('within BUSINESS_COUNTRY in a day', 0),
} as const;

export type SmsLimitSetting = keyof typeof SMS_LIMITS;
