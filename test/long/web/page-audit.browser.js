// Runs in the page (page-audit.ts hands it over as text): looks at what is shown now.
globalThis.auditPage = least => {
  const isShown = element => {
    const box = element.getBoundingClientRect()
    const isClipped = getComputedStyle(element).clipPath !== 'none' || element.closest('.visually-hidden, .skip')
    return box.width > 1 && box.height > 1 && !isClipped && element.checkVisibility()
  }
  const controls = [...document.querySelectorAll('button, a[href], textarea, summary')].filter(isShown)
  const nameOf = element =>
    element.getAttribute('aria-label') ||
    (element.id && document.querySelector(`label[for="${element.id}"]`)?.textContent) ||
    element.textContent?.trim() ||
    ''
  const sizeOf = element => {
    const { width, height } = element.getBoundingClientRect()
    return { width: Math.round(width * 10) / 10, height: Math.round(height * 10) / 10 }
  }
  // A number inside a sentence is a link in running text: WCAG 2.5.8 lets those be as high as the line.
  const isInText = element => element.tagName === 'A' && getComputedStyle(element).display === 'inline'
  const parse = colour => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const groundOf = element => {
    for (let at = element; at; at = at.parentElement) {
      const [r = 0, g = 0, b = 0, a = 1] = parse(getComputedStyle(at).backgroundColor)
      if (a > 0) return [r, g, b]
    }
    return [255, 255, 255]
  }
  const luminance = colour => {
    const [r = 0, g = 0, b = 0] = colour.map(part =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = element => {
    const [a, b] = [luminance(parse(getComputedStyle(element).color).slice(0, 3)), luminance(groundOf(element))]
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
  }
  const texts = [...document.querySelectorAll('#app *')].filter(
    element => isShown(element) && [...element.childNodes].some(node => node.nodeType === 3 && node.textContent?.trim())
  )
  const px = element => Number.parseFloat(getComputedStyle(element).fontSize)
  const show = element => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 20)}`
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id)
  return {
    unnamed: controls.filter(element => nameOf(element) === '').map(show),
    small: controls
      .filter(element => !isInText(element))
      .filter(element => Math.min(sizeOf(element).width, sizeOf(element).height) < least - 0.5)
      .map(element => `${nameOf(element)} ${sizeOf(element).width}×${sizeOf(element).height}`),
    faint: texts
      .filter(element => contrast(element) < 4.5)
      .map(element => `${show(element)} ${contrast(element).toFixed(2)}`),
    tight: texts
      .filter(element => Number.parseFloat(getComputedStyle(element).lineHeight) < px(element) * 1.3 - 0.1)
      .map(show),
    duplicateIds: ids.filter((id, index) => ids.indexOf(id) !== index),
    overflowPx: document.documentElement.scrollWidth - window.innerWidth,
    smallestTextPx: Math.min(...texts.map(px)),
    bubbleTextPx: px(document.querySelector('.bubble')),
    textCount: texts.length,
    controlCount: controls.length,
    endlessMotions: document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations === Infinity).length
  }
}
