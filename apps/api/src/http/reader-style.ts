/** How pages for readers look: on a phone and wider, in light and dark, without anything loaded from elsewhere. */
export const READER_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f2f4f3; --card: #fff; --edge: #e2e7e4; --ink: #1b211f; --soft: #59635f; --accent: #17654f; --on-accent: #fff;
  --wrong: #b3261e; --good: #e4f1ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #101312; --card: #1a1e1d; --edge: #2b3230; --ink: #eef2f0; --soft: #a8b3af; --accent: #7fd1b5; --on-accent: #0d211a;
    --wrong: #ffb4ab; --good: #17302a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: clamp(1rem, 8vh, 5rem) 1rem 2rem;
  background: var(--page); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere;
}
main {
  max-width: 34rem; margin: 0 auto; padding: clamp(1.5rem, 6vw, 2.5rem);
  background: var(--card); border: 1px solid var(--edge); border-radius: 14px;
}
.from { margin: 0 0 0.75rem; font-weight: 700; color: var(--accent); }
h1 { margin: 0 0 1rem; font-size: 1.6rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
.soft { margin-bottom: 0; font-size: 0.9375rem; color: var(--soft); }
form { margin: 1.5rem 0; }
form.long { margin-bottom: 0; }
button {
  min-height: 3rem; padding: 0.6rem 1.5rem; border: 2px solid var(--accent); border-radius: 8px;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer;
}
button.quiet { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }

.told { margin: 0 0 1.25rem; padding: 0.85rem 1rem; border-radius: 8px; border-inline-start: 4px solid var(--accent); background: var(--good); }
.told.bad { border-color: var(--wrong); background: transparent; outline: 1px solid var(--wrong); }
.told p, .told ul { margin: 0; }
.told p { font-weight: 600; }
.told ul { padding-inline-start: 1.25rem; }
.told a { color: var(--wrong); }
fieldset { min-width: 0; margin: 0 0 1.5rem; padding: 0; border: 0; }
legend { width: 100%; margin-bottom: 0.25rem; padding: 1.25rem 0 0; border-top: 1px solid var(--edge); font-weight: 700; font-size: 1.125rem; }
.choice { display: flex; gap: 0.75rem; align-items: flex-start; padding: 0.45rem 0; cursor: pointer; }
.choice input { flex: none; width: 1.375rem; height: 1.375rem; margin: 0.1rem 0 0; accent-color: var(--accent); cursor: pointer; }
.part { margin-inline-start: 2.125rem; }
fieldset:has(.whole:not(:checked)) .part { display: none; }
fieldset .soft { margin: 0.35rem 0 0; }
.field { padding-top: 0.6rem; }
.field label { display: block; margin-bottom: 0.3rem; font-weight: 600; }
.field input {
  display: block; width: 100%; max-width: 14rem; min-height: 2.9rem; padding: 0.5rem 0.75rem; border: 1px solid var(--soft); border-radius: 8px;
  background: var(--card); color: var(--ink); font: inherit;
}
.field input[aria-invalid] { border: 2px solid var(--wrong); }
.field .wrong { margin: 0.35rem 0 0; color: var(--wrong); font-weight: 600; font-size: 0.9375rem; }
.span { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.span input { padding-inline: 0.6rem 0.4rem; }
.span .field { flex: 1 1 7.5rem; min-width: 0; max-width: 14rem; }
`;
