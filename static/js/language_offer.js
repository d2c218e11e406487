// Offers the page in the reader's own language where the browser prefers another one than that of the page. The server
// sends the same page to everybody; closed, the offer stays away until the browser's window is. A plain script, run where
// it stands: what follows is laid out below the offer and need not move when it appears.
{
  const CLOSED = "language offer closed";
  const offer = document.querySelector("[data-language-offer]");

  const preferred = () => {
    const offered = new Set([...document.querySelectorAll("link[rel=alternate][hreflang]")].map((link) => link.hreflang));
    return navigator.languages.map((one) => one.slice(0, 2).toLowerCase()).find((one) => offered.has(one));
  };

  if (offer && !sessionStorage.getItem(CLOSED)) {
    const line = offer.querySelector(`[data-language="${preferred() ?? ""}"]`);
    if (line) offer.hidden = line.hidden = false;
    offer.querySelector("[data-language-offer-close]").addEventListener("click", () => {
      sessionStorage.setItem(CLOSED, "yes");
      offer.hidden = true;
    });
  }
}
