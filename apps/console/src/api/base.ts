/** The path of the console, as the API wrote it into the page: `/console`, behind whatever PUBLIC_BASE_URL puts first. */
export const CONSOLE_PATH = new URL(document.baseURI).pathname.replace(/\/$/, '');

/** Where the API is: the address without the console's part. */
export const API_URL = location.origin + CONSOLE_PATH.replace(/\/console$/, '');
