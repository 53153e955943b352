// <button command="show-modal" commandfor="id"> opens a <dialog> by itself in recent browsers; this helps the others.
if (!('command' in HTMLButtonElement.prototype)) {
  document.addEventListener('click', event => {
    const button = event.target.closest?.('[commandfor]');
    const dialog = button && document.getElementById(button.getAttribute('commandfor'));
    if (button?.getAttribute('command') === 'show-modal') dialog?.showModal();
    if (button?.getAttribute('command') === 'close') dialog?.close();
  });
}
// A click beside the box closes it.
document.addEventListener('click', event => { if (event.target instanceof HTMLDialogElement) event.target.close(); });
