import { Alert, Button, Center, Code, Divider, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { API_URL, CONSOLE_PATH } from '../api/base.js';
import { Problem } from '../api/problem.js';
import { currentSession, exchangeCode, waysIn } from './session.js';
import { wayBack } from './way-in.js';

/** The code of a link, which stands behind `#` so that no server and no log ever sees it. Read once, and removed. */
function takeCode(): string | null {
  const code = location.hash.slice(1);
  if (code === '') return null;
  history.replaceState(history.state, '', location.pathname + location.search);
  return code;
}

/** Takes a single-use link, or says how to get one. */
export function SignIn() {
  useDocumentTitle('Sign in');
  const [search] = useSearchParams();
  const to = wayBack(search);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const ways = useQuery(waysIn);
  const exchange = useMutation({
    mutationFn: exchangeCode,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: currentSession.queryKey });
      await navigate(to, { replace: true });
    },
  });

  const asked = useRef(false);
  const { mutate } = exchange;
  useEffect(() => {
    const code = asked.current ? null : takeCode();
    asked.current = true;
    if (code !== null) mutate(code);
  }, [mutate]);

  if (exchange.isPending || exchange.isSuccess)
    return (
      <Center component="main" mih="100vh">
        <Loader aria-label="Signing in" />
      </Center>
    );
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" maw={460} w="100%">
        <Stack>
          <Title order={1} size="h2">
            Sign in
          </Title>
          {exchange.error && <Refused error={exchange.error} />}
          {ways.data?.oidc === true && (
            <>
              <Button
                component="a"
                href={`${API_URL}/console/oidc/start?to=${encodeURIComponent(CONSOLE_PATH + to)}`}
                size="md"
              >
                Sign in with your account
              </Button>
              <Divider label="or by a link" />
            </>
          )}
          <Text>
            {ways.data?.oidc === true ? 'A link works once.' : 'You enter by a link that works once.'} Who runs this
            service prints one with
          </Text>
          <Code block>npm run notify -- console-link</Code>
          <Text size="sm" c="dimmed">
            Open the link in this browser. It is good for ten minutes; you stay signed in for twelve hours.
          </Text>
        </Stack>
      </Paper>
    </Center>
  );
}

function Refused({ error }: { readonly error: Error }) {
  const isLate = error instanceof Problem && error.status === 401;
  return (
    <Alert color="red" role="alert" title={isLate ? 'This link does not work any more' : 'Signing in failed'}>
      {isLate ? 'It was used already, or it is too old. Get another one as said below.' : error.message}
    </Alert>
  );
}
