// <table data-grid>: cells copied from a sheet are pasted from the cell with the caret, downwards and to the right.
const cellsOf = grid => [...grid.tBodies[0].rows].map(row => [...row.querySelectorAll('input:not([type=hidden])')]);
document.addEventListener('paste', event => {
  const grid = event.target.closest?.('[data-grid]');
  const text = event.clipboardData?.getData('text/plain').replace(/\r?\n$/, '');
  if (!grid || !/[\t\n]/.test(text ?? '')) return;
  event.preventDefault();
  const cells = cellsOf(grid);
  const top = cells.findIndex(row => row.includes(event.target));
  const left = cells[top].indexOf(event.target);
  text.split(/\r?\n/).forEach((line, down) => line.split('\t').forEach((value, right) => {
    const cell = cells[top + down]?.[left + right];
    if (cell) cell.value = value.replace(/[€\s]/g, '');
  }));
  event.target.dispatchEvent(new Event('change', { bubbles: true }));
});
document.addEventListener('keydown', event => {
  const grid = event.target.closest?.('[data-grid]');
  const step = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
  if (!grid || !step) return;
  const cells = cellsOf(grid);
  const at = cells.findIndex(row => row.includes(event.target));
  const next = cells[at + step]?.[cells[at].indexOf(event.target)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});
