import { List } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, body } from '../../api/client.js';
import { Confirm } from '../../parts/confirm.js';

/** Forgets a person for good. Says first what that means, and asks for their number. */
export function ErasePerson({ id, name }: { readonly id: string; readonly name: string }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    notifications.show({ message: `${name} was erased.` });
    await navigate('/people');
    // Not before: the page would ask for somebody who is not there any more.
    queries.removeQueries({ queryKey: ['people'] });
    void queries.invalidateQueries();
  };
  return (
    <Confirm
      action="Erase"
      title={`Erase ${name} for good?`}
      isGrave
      mustType={id}
      run={() => body(api.DELETE('/api/v2/recipients/{id}', { params: { path: { id } } }))}
      onDone={() => void leave()}
    >
      This cannot be taken back.
      <List size="sm" mt="xs" spacing={4}>
        <List.Item>Name, email, phone and preferences are deleted, and the text of every message to {name}.</List.Item>
        <List.Item>Messages that wait are cancelled: {name} hears nothing of appointments to come.</List.Item>
        <List.Item>Opt-outs go on to hold, in a form that nobody can read.</List.Item>
        <List.Item>Counts in the statistics stay.</List.Item>
        <List.Item>
          A new booking would make {name} known again. Erase them on the booking platform first, if it has them.
        </List.Item>
      </List>
    </Confirm>
  );
}
