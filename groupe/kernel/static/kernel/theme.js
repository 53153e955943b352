// The theme changes at once, and is kept by the server in the background.
document.addEventListener('submit', event => {
  const button = event.submitter;
  if (button?.name !== 'theme') return;
  event.preventDefault();
  const { theme } = document.documentElement.dataset;
  const chosen = button.value === 'auto' ? undefined : button.value;
  apply(button, chosen);
  const body = new URLSearchParams(new FormData(event.target, button));
  fetch(event.target.action, { method: 'POST', body, headers: { 'HX-Request': 'true' } })
    .then(answer => { if (!answer.ok) throw new Error(answer.status); })
    .catch(() => apply([...button.parentElement.children].find(one => one.value === (theme ?? 'auto')), theme));
});

function apply(button, theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const one of button.parentElement.children) one.setAttribute('aria-pressed', one === button);
}
