// A card goes to another column by the button that leads there: dragged, or with Alt and an arrow.
(() => {
  "use strict";
  let dragged = null;
  const way = (card, state) => card && card.querySelector(`[data-to="${CSS.escape(state)}"]`);
  const column = (target) => target instanceof Element && target.closest(".board > section[data-state]");

  document.addEventListener("dragstart", (event) => {
    const card = event.target instanceof Element && event.target.closest(".board .card[draggable=true]");
    if (!card) return;
    dragged = card;
    card.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  document.addEventListener("dragover", (event) => {
    const over = column(event.target);
    if (!over || !way(dragged, over.dataset.state)) return;
    event.preventDefault();
    over.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    const left = column(event.target);
    if (left && !left.contains(event.relatedTarget)) left.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    const over = column(event.target);
    const button = over && way(dragged, over.dataset.state);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    document.querySelectorAll(".board .over").forEach((each) => each.classList.remove("over"));
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const card = event.target instanceof Element && event.target.matches(".board .card") && event.target;
    if (!step || !event.altKey || !card) return;
    event.preventDefault();
    const columns = [...document.querySelectorAll(".board > section[data-state]")];
    for (let at = columns.indexOf(column(card)) + step; columns[at]; at += step) {
      const button = way(card, columns[at].dataset.state);
      if (button) return button.click();
    }
  });
})();
