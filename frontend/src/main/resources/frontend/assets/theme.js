// Sets the chosen theme before the first paint, so that a dark screen never flashes white. A classic script for that
// reason; everything else is a module. Without a choice the theme follows the system.
(() => {
  try {
    const theme = localStorage.getItem('ouroscope.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be switched off: then the system decides.
  }
})();
