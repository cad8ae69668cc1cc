import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { RouterProvider } from 'react-router';
import { createQueries } from './api/queries.js';
import { createRouter } from './router.js';
import { signInPath } from './session/way-in.js';
import { readableColors, theme } from './theme.js';

/** The application: its look, its data, its addresses. */
export function Console() {
  const [{ router, queries }] = useState(() => {
    const router = createRouter();
    // Whoever is not signed in, or no more, signs in and comes back.
    const queries = createQueries(() => void router.navigate(signInPath(router.state.location)));
    return { router, queries };
  });
  return (
    <MantineProvider theme={theme} cssVariablesResolver={readableColors} defaultColorScheme="auto">
      <Notifications position="bottom-right" autoClose={6_000} />
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
