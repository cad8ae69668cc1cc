export { inScheme, type Scheme } from '../../../parts/mail-scheme.js';
