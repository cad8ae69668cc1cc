import { useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { api, body } from '../api/client.js';
import type { components } from '../api/schema.js';
import { useSession } from '../session/session.js';
import { Confirm } from './confirm.js';
import { CAUSES } from './suppression-words.js';
import { CHANNEL_WORD } from './words.js';

export type Suppression = components['schemas']['Suppression'];

/** Takes an address off the list, where that is ours to do. Staff see nothing; an opt-out by STOP is its owner's. */
export function Lift({ entry: { channel, address, cause } }: { readonly entry: Suppression }) {
  const { role } = useSession();
  const queries = useQueryClient();
  if (role !== 'admin' || !CAUSES[cause].isLiftedByHand) return null;
  return (
    <Confirm
      action="Lift"
      label={`Lift the opt-out of ${shownAddress(address)}`}
      size="xs"
      title={`Write to ${shownAddress(address)} again?`}
      run={() =>
        body(api.DELETE('/api/v2/suppressions/{channel}/{address}', { params: { path: { channel, address } } }))
      }
      onDone={() => {
        notifications.show({ message: `${shownAddress(address)} is written to again.` });
        void queries.invalidateQueries({ queryKey: ['suppressions'] });
      }}
    >
      It is on the list because {CAUSES[cause].text}. From now on it gets {CHANNEL_WORD[channel]} again. A message that
      failed meanwhile is not sent by itself: send it again on its own page.
    </Confirm>
  );
}

/** The address of somebody who was erased is kept in a form that nobody can read. */
export function shownAddress(address: string): string {
  return address.startsWith('sha256:') ? 'an erased client' : address;
}
