// Keeps the focus where the person is. Whoever sent a form is brought to the first thing that is
// wrong in it, which may be out of sight; whoever closed a question goes on where it was opened.
(() => {
  let sent = null;
  const places = [];
  const REMEMBERED = 20;

  const forget = () => {
    sent = null;
  };

  const showMistake = () => {
    const mistake = sent?.querySelector(".field__error");
    if (!mistake) return;
    forget();
    mistake.closest(".field, fieldset, form").querySelector("input, select, textarea")?.focus();
  };

  const standsThere = ({ element }) =>
    element.isConnected ? element : element.id && document.getElementById(element.id);

  const goBack = () => {
    const last = places.at(-1);
    if (!last || last.element.isConnected || document.activeElement !== document.body) return;
    while (places.length && places.at(-1).path === window.location.pathname) {
      const place = standsThere(places.pop());
      if (place && place.closest("main") && !place.disabled) {
        place.focus({ preventScroll: true });
        return;
      }
    }
    places.length = 0;
  };

  document.addEventListener("submit", (event) => {
    sent = event.target;
  }, true);
  document.addEventListener("input", forget, true);
  document.addEventListener("focusin", ({ target }) => {
    places.push({ element: target, path: window.location.pathname });
    if (places.length > REMEMBERED) places.shift();
  });

  new MutationObserver(() => {
    showMistake();
    goBack();
  }).observe(document, { subtree: true, childList: true });
})();
