import { TEXTS } from '../texts.ts'

interface HeaderProps {
  isLarge: boolean
  onLarge: (isLarge: boolean) => void
  onPerson: () => void
}

export function Header({ isLarge, onLarge, onPerson }: HeaderProps) {
  return (
    <header className="header">
      <div className="brand">
        <h1>{TEXTS.title}</h1>
        <p>{TEXTS.subtitle}</p>
      </div>
      <button type="button" className="header-button" onClick={() => onLarge(!isLarge)}>
        {isLarge ? TEXTS.largeTypeOff : TEXTS.largeTypeOn}
      </button>
      <button type="button" className="header-button strong" aria-label={TEXTS.personLabel} onClick={onPerson}>
        {TEXTS.person}
      </button>
    </header>
  )
}
