import type { TextStore } from './unsent.ts'

const KEY = 'hotline.largeType'

/** Was 长辈版 chosen on this device? A store that refuses counts as no. */
export function readLargeType(store: TextStore | null): boolean {
  try {
    return store?.getItem(KEY) === 'on'
  } catch {
    return false
  }
}

/** Remembers the choice; where the device refuses, it holds for this visit only. */
export function keepLargeType(store: TextStore | null, isOn: boolean): void {
  try {
    if (isOn) store?.setItem(KEY, 'on')
    else store?.removeItem(KEY)
  } catch {
    // Nothing depends on it: the switch stays where the citizen sees it.
  }
}
