// Brings whoever sent a form to the first thing that is wrong in it, which may be out of sight.
(() => {
  let sent = null;
  const forget = () => {
    sent = null;
  };

  document.addEventListener("submit", (event) => {
    sent = event.target;
  }, true);
  document.addEventListener("input", forget, true);

  new MutationObserver(() => {
    const mistake = sent?.querySelector(".field__error");
    if (!mistake) return;
    forget();
    mistake.closest(".field, fieldset, form").querySelector("input, select, textarea")?.focus();
  }).observe(document, { subtree: true, childList: true });
})();
