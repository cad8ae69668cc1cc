import type { Sent } from './api.js';

/** A form in parts with the smallest GIF, as the upload of a picture takes it. */
export function pictureForm(): Sent {
  const file = 'Content-Disposition: form-data; name="file"; filename="logo.gif"';
  return {
    text: `--part\r\n${file}\r\n\r\nGIF89a\x01\0\x01\0\0\0\0;\r\n--part--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=part' },
  };
}
