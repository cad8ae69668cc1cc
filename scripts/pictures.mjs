// `npm run pictures`: takes the pictures of README and docs/console.md (docs/images) of a system of its own, which it
// ends again.
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  const { startTestServices } = await import('../tests/dist/support/services.js');
  const services = await startTestServices(process.env, (line) => console.log(line));
  process.once('exit', () => services.kill());
  Object.assign(process.env, services.environment);
  try {
    const { takePictures } = await import('../tests/dist/support/pictures.js');
    for (const picture of await takePictures()) console.log(picture);
    return 0;
  } finally {
    await services.stop();
  }
});
