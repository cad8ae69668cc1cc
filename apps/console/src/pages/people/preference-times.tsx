import { Fieldset, Group, Select, SimpleGrid, Stack, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, body } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { languageText } from '../../parts/words.js';
import type { PreferenceForm } from './preference-switches.js';
import { hoursText } from './preference-words.js';

interface TimesProps {
  readonly form: PreferenceForm;
  readonly person: components['schemas']['Recipient'];
}

const ZONES = Intl.supportedValuesOf('timeZone');

/** When reminders come, when it is quiet, and by which clock and in which language. */
export function Times({ form, person }: TimesProps) {
  const { value, errors, change } = form;
  return (
    <Stack gap="md">
      <TagsInput
        label="Hours before the appointment"
        description={`Type an hour and press Enter. Reminders go out ${hoursText(value.reminder_hours)}.`}
        value={value.reminder_hours.map(String)}
        onChange={(hours) => change({ reminder_hours: hours.map(Number) })}
        error={'reminder_hours' in errors && 'Up to ten different whole hours, each from 1 to 720.'}
        maxTags={10}
        splitChars={[',', ' ', ';']}
        inputMode="numeric"
        acceptValueOnBlur
      />
      <QuietHours form={form} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label="Time zone of the quiet hours"
          description={saidText(person.timezone?.replaceAll('_', ' '))}
          placeholder="as their bookings"
          data={withOwn(ZONES, value.timezone)}
          value={value.timezone ?? null}
          onChange={(timezone) => change({ timezone })}
          error={errors['timezone']}
          limit={80}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Use the zone of their bookings' }}
          nothingFoundMessage="No such zone. Type a city, such as New York."
        />
        <Language form={form} bookings={person.locale} />
      </SimpleGrid>
    </Stack>
  );
}

function QuietHours({ form: { value, errors, change } }: { readonly form: PreferenceForm }) {
  return (
    <Fieldset
      legend={
        <Text size="sm" fw={500}>
          Quiet hours
        </Text>
      }
      variant="unstyled"
    >
      <Stack gap="xs">
        <Switch
          label="Hold SMS overnight"
          description="Email is not held. What could not be read in time any more is not held either."
          checked={value.quiet_hours_enabled}
          onChange={({ currentTarget }) => change({ quiet_hours_enabled: currentTarget.checked })}
        />
        {value.quiet_hours_enabled && (
          <Group align="flex-start">
            <TextInput
              type="time"
              label="From"
              value={value.quiet_hours_start}
              onChange={({ currentTarget }) => change({ quiet_hours_start: currentTarget.value })}
              error={errors['quiet_hours_start']}
            />
            <TextInput
              type="time"
              label="Until"
              value={value.quiet_hours_end}
              onChange={({ currentTarget }) => change({ quiet_hours_end: currentTarget.value })}
              error={errors['quiet_hours_end']}
            />
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}

/** Offers the languages that there are texts in. */
function Language({ form, bookings }: { readonly form: PreferenceForm; readonly bookings: string | null }) {
  const { value, errors, change } = form;
  const templates = useQuery({
    queryKey: ['templates', 'languages'],
    queryFn: () => body(api.GET('/api/v2/notifications/templates')),
    staleTime: 300_000,
  });
  const offered = [...new Set(templates.data?.map(({ locale }) => locale))].sort();
  return (
    <Select
      label="Language"
      description={saidText(bookings === null ? undefined : languageText(bookings))}
      placeholder="as their bookings"
      data={withOwn(offered, value.locale).map((tag) => ({ value: tag, label: languageText(tag) }))}
      value={value.locale ?? null}
      onChange={(locale) => change({ locale })}
      error={errors['locale']}
      clearable
      clearButtonProps={{ 'aria-label': 'Use the language of their bookings' }}
    />
  );
}

/** What counts as long as nothing is chosen. */
function saidText(said: string | undefined): string {
  return said === undefined ? 'Their bookings do not say.' : `Their bookings say ${said}.`;
}

/** What is chosen stays to be seen, although it is not offered. */
function withOwn(offered: readonly string[], own: string | null | undefined): string[] {
  return own == null || offered.includes(own) ? [...offered] : [own, ...offered];
}
