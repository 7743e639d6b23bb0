// Keeps the address of a page in step with what it shows, so that a filter can be shared and the
// back button finds it again. The page says its address in `data-address`; `data-address-step`
// counts the steps that the back button goes through (another page, another order).
(() => {
  const told = (element) => [element.dataset.address, element.dataset.addressStep];

  const follow = (element, [address, step]) => {
    const path = window.location.pathname.replace(/(.)\/$/, "$1");
    if (!address || element.dataset.addressOf !== path) return;
    if (address === path + window.location.search) return;
    const { idx = 0, ...state } = window.history.state ?? {};
    if (element.dataset.addressLast !== undefined && element.dataset.addressLast !== step) {
      window.history.pushState({ ...state, idx: idx + 1 }, "", address);
    } else {
      window.history.replaceState(window.history.state, "", address);
    }
  };

  new MutationObserver((records) => {
    for (const element of new Set(records.map((record) => record.target))) {
      if (!(element instanceof HTMLElement) || element.dataset.address === undefined) continue;
      const now = told(element);
      follow(element, now);
      element.dataset.addressLast = now[1];
    }
  }).observe(document, {
    subtree: true,
    attributeFilter: ["data-address", "data-address-step"],
  });
})();
