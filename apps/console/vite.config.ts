import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the API listens while one works on the console: `npx nx dev @booking/console`. */
const API = 'http://localhost:8000';

export default defineConfig({
  plugins: [react()],
  // Files are found beside index.html, whose <base> the API sets: the same build serves any PUBLIC_BASE_URL.
  base: './',
  build: {
    target: 'es2023',
    sourcemap: false,
    // Each page is loaded when it is first opened.
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: { '/api': API, '^/console/(session|oidc|sign-in-ways|board)': API, '/docs': API, '/openapi.json': API },
  },
});
