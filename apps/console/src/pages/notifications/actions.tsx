import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { api, body } from '../../api/client.js';
import { Confirm } from '../../parts/confirm.js';
import { Moment } from '../../parts/moment.js';
import type { Item } from '../../parts/notifications.js';
import { mayBeCancelled, mayBeSentAgain } from './may-be.js';

interface ActionsProps {
  readonly item: Item;
  /** What it is, and to whom. */
  readonly title: string;
}

/** What can be done with a message as it stands now. */
export function Actions({ item, title }: ActionsProps) {
  return (
    <>
      {mayBeCancelled(item) && <Cancel item={item} title={title} />}
      {mayBeSentAgain(item) && <SendAgain item={item} title={title} />}
    </>
  );
}

function Cancel({ item: { id, scheduled_for }, title }: ActionsProps) {
  const refresh = useRefresh();
  return (
    <Confirm
      action="Cancel it"
      title="Cancel this message"
      isGrave
      run={() => body(api.DELETE('/api/v2/notifications/history/{id}', { params: { path: { id } } }))}
      onDone={() => refresh('The message was cancelled.')}
    >
      <b>{title}</b>, planned for <Moment at={scheduled_for} />, will not go out. This cannot be taken back. The booking
      and its other messages stay as they are.
    </Confirm>
  );
}

function SendAgain({ item: { id, state, recipient }, title }: ActionsProps) {
  const refresh = useRefresh();
  return (
    <Confirm
      action="Send it again"
      title="Send this message again"
      run={() => body(api.POST('/api/v2/notifications/history/{id}/resend', { params: { path: { id } } }))}
      onDone={() => refresh('The message goes out again.')}
    >
      <b>{title}</b> goes out at once, to the address that the client has now
      {recipient !== null && (
        <>
          {' '}
          (last time: <span className="data">{recipient}</span>)
        </>
      )}
      . {state === 'sent' && 'It was sent before and did not arrive. '}
      If the address is wrong, have it put right at the booking platform first.
    </Confirm>
  );
}

/** Says what was done, and reads again what it changed. */
function useRefresh(): (message: string) => void {
  const queries = useQueryClient();
  return (message) => {
    notifications.show({ message });
    for (const key of ['notifications', 'appointments']) void queries.invalidateQueries({ queryKey: [key] });
  };
}
