// Tooltips of small drawings: <... data-tip="words" tabindex="0">, by pointer and by keyboard.
const tip = Object.assign(document.createElement('div'), { className: 'tip' });
tip.setAttribute('aria-hidden', 'true');
document.body.append(tip);

function show(element, x, y) {
  tip.textContent = element.dataset.tip;
  tip.classList.add('on');
  const left = Math.max(8, Math.min(x - tip.offsetWidth / 2, innerWidth - tip.offsetWidth - 8));
  tip.style.transform = `translate(${left}px, ${Math.max(8, y - tip.offsetHeight - 14)}px)`;
}
const hide = () => tip.classList.remove('on');
const tipped = event => event.target.closest?.('[data-tip]');

document.addEventListener('pointermove', event => {
  const element = tipped(event);
  if (element) show(element, event.clientX, event.clientY);
  else hide();
});
document.addEventListener('focusin', event => {
  const element = tipped(event);
  if (!element) return hide();
  const box = element.getBoundingClientRect();
  return show(element, box.x + box.width / 2, box.y);
});
document.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });
