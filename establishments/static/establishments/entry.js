// The form of a month, for quick fingers: Enter and the arrows go from field to field, messages follow at once.
const form = document.querySelector('form[data-entry]');
const STEPS = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
const fields = () => [...form.querySelectorAll('.fld input:not([readonly])')].filter(field => field.offsetParent);

form?.addEventListener('keydown', event => {
  const step = STEPS[event.key];
  if (!step || !event.target.matches('.fld input') || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const all = fields();
  const next = all[all.indexOf(event.target) + (event.shiftKey && event.key === 'Enter' ? -1 : step)];
  if (next) { next.focus(); next.select(); }
  else event.target.blur();
});

// A field that was changed again while its answer was on its way keeps what is in it: the next answer is about that.
form?.addEventListener('htmx:beforeSwap', event => {
  const field = event.detail.requestConfig?.elt;
  const sent = field && event.detail.requestConfig.formData?.get(field.name);
  if (field?.isConnected && typeof sent === 'string' && field.matches('.fld input') && field.value !== sent) event.detail.swapOverride = 'none';
});
document.addEventListener('htmx:oobAfterSwap', ({ detail: { target } }) => {
  const field = target.matches?.('.msgs') && target.closest('.fld')?.querySelector('input');
  if (!field) return;
  if (target.querySelector('.err')) field.setAttribute('aria-invalid', 'true');
  else field.removeAttribute('aria-invalid');
});
// Leaving the last field by the submit button saves it first: the form goes once the answer said which state it is of.
let saving = 0;
let asked = null;
form?.addEventListener('htmx:beforeRequest', () => { saving += 1; });
form?.addEventListener('htmx:afterRequest', () => {
  saving -= 1;
  setTimeout(() => {
    if (saving || !asked) return;
    const button = asked;
    asked = null;
    form.requestSubmit(button);
  }, 40);
});
form?.addEventListener('submit', event => {
  if (!saving) return;
  event.preventDefault();
  asked = event.submitter;
});

// A link to a field of a folded part unfolds it.
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  target.closest('details')?.setAttribute('open', '');
  if (target.matches('input')) { event.preventDefault(); target.focus(); target.scrollIntoView({ block: 'center' }); }
});
