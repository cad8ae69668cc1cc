// Unpacks the Chromium of the package `@sparticuz/chromium` into TMPDIR, with the libraries that a bare Debian lacks.
// A process of its own: the package decides by TMPDIR and by this variable of its home, AWS Lambda, when it is loaded.
process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
const { default: chromium } = await import('@sparticuz/chromium');
await chromium.executablePath();
