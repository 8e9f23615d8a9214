// Sets the theme before the first paint. Blocking and external on purpose: a page that flashes
// white is worse than 300 bytes, and the content security policy allows no inline script.
(function () {
  var choice = null;
  try {
    choice = localStorage.getItem('ps-theme');
  } catch {
    // Storage may be forbidden; the system's theme serves.
  }
  if (choice !== 'light' && choice !== 'dark') {
    choice = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  document.documentElement.dataset.theme = choice;
})();
