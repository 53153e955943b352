// Messages: dismissed by hand, or after a while unless they tell of an error. A server answers with
// `HX-Trigger: {"toast": {"message": "...", "level": "success"}}` to show one without a page.
const SECONDS = 7;
const toasts = document.getElementById('toasts');

export function toast(message, level = 'info') {
  const text = Object.assign(document.createElement('p'), { textContent: message });
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: '×' });
  close.setAttribute('aria-label', toasts.dataset.close);
  close.dataset.dismiss = '';
  const box = Object.assign(document.createElement('div'), { className: `toast ${level}` });
  box.append(text, close);
  toasts.append(box);
  fade(box);
}

function fade(box) {
  if (!box.matches('.error, .warning')) setTimeout(() => box.remove(), SECONDS * 1000);
}

toasts.querySelectorAll('.toast').forEach(fade);
document.addEventListener('click', event => event.target.closest?.('[data-dismiss]')?.closest('.toast, .notice')?.remove());
document.addEventListener('toast', ({ detail }) => {
  for (const { message, level } of detail.messages ?? [detail]) toast(message, level);
});
document.addEventListener('htmx:responseError', event => {
  const { status, responseText } = event.detail.xhr;
  const told = status < 500 && responseText.length < 300 && !responseText.includes('<') ? responseText : '';
  toast(told || document.body.dataset.failed, 'error');
});
document.addEventListener('htmx:sendError', () => toast(document.body.dataset.offline, 'error'));
