// <button type="button" data-copy="text" data-copied="Copied">: hidden where the page may not write to the clipboard.
const usable = Boolean(navigator.clipboard && window.isSecureContext);
document.documentElement.classList.toggle('no-copy', !usable);
document.addEventListener('click', async event => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const said = button.querySelector('[role=status]');
  said.textContent = button.dataset.copied;
  setTimeout(() => { said.textContent = ''; }, 2000);
});
