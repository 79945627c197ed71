// A question without who asks it: what editors read, and what an embedding service is sent.
import { MASK, maskText } from '../../core/masking.ts'
import { DOOR, POSITION } from '../../core/whereabouts.ts'
import type { Entity } from '../../nlu/index.ts'

/** Found by nlu/ where masking alone sees nothing: 请小禾老师…, an order number, 企鹅号. The respondent's name stays. */
const PERSONAL = new Set<Entity['type']>(['person', 'phone', 'id_number', 'plate_no', 'order_no', 'email', 'url'])

const nameIn = (entity: Entity): string => (entity.type === 'person' ? entity.value.name : entity.text)

/** @param entities of the message or messages that the question was said in */
export function scrubQuestion(question: string, entities: readonly Entity[] = []): string {
  const told = entities.filter(({ type }) => PERSONAL.has(type)).map(nameIn)
  const unnamed = [...new Set(told)]
    // one character is part of too many words
    .filter(text => [...text].length >= 2)
    .sort((a, b) => b.length - a.length)
    .reduce((text, name) => text.replaceAll(name, MASK), question)
  return maskText(unnamed).replace(POSITION, MASK).replace(DOOR, MASK)
}
