import type { Storage, StoreItems } from 'botbuilder-core'
import type { Db } from '../../core/database/index.ts'
import { AppError } from '../../core/errors.ts'
import type { Vault } from '../../core/vault.ts'

/** The turn that is running in a conversation, as far as its state goes. */
interface RunningTurn {
  db: Db
  sealed: string | null
  version: number
}

const contextOf = (conversationId: string) => `state/${conversationId}`

/** `<channel>/conversations/<id>/<namespace>`, as ConversationState makes it. */
function conversationIdOf(key: string): string {
  const [, id] = /\/conversations\/(.+)\/[^/]*$/.exec(key) ?? []
  if (id === undefined) throw new AppError('INTERNAL', { detail: 'a state key that is not of a conversation' })
  return id
}

/**
 * ConversationState's storage: the state is a sealed column of the conversation, read and written in the turn's own
 * transaction. The SDK's BotState writes with eTag '*', which lets the last writer win; here a writer that read an older
 * version fails with STATE_CONFLICT.
 */
export class SealedStateStorage implements Storage {
  readonly #vault: Vault
  readonly #running = new Map<string, RunningTurn>()

  constructor(vault: Vault) {
    this.#vault = vault
  }

  /** Runs `work` with the state of this conversation bound to the transaction `turn.db`. */
  async within<T>(conversationId: string, turn: RunningTurn, work: () => Promise<T>): Promise<T> {
    if (this.#running.has(conversationId)) throw new AppError('STATE_CONFLICT', { detail: 'two turns at once' })
    this.#running.set(conversationId, { ...turn })
    try {
      return await work()
    } finally {
      this.#running.delete(conversationId)
    }
  }

  async read(keys: string[]): Promise<StoreItems> {
    const items: StoreItems = {}
    for (const key of keys) {
      const { id, turn } = this.#turnOf(key)
      if (turn.sealed !== null) items[key] = JSON.parse(this.#vault.open(turn.sealed, contextOf(id)))
    }
    return items
  }

  async write(changes: StoreItems): Promise<void> {
    for (const [key, state] of Object.entries(changes)) {
      const { eTag: _, ...kept } = state as Record<string, unknown>
      await this.#store(key, JSON.stringify(kept))
    }
  }

  async delete(keys: string[]): Promise<void> {
    for (const key of keys) await this.#store(key, null)
  }

  async #store(key: string, plain: string | null): Promise<void> {
    const { id, turn } = this.#turnOf(key)
    const sealed = plain === null ? null : this.#vault.seal(plain, contextOf(id))
    const result = await turn.db
      .updateTable('conversations')
      .set({ state_sealed: sealed, state_version: turn.version + 1 })
      .where('id', '=', id)
      .where('state_version', '=', turn.version)
      .executeTakeFirst()
    if (result.numUpdatedRows !== 1n) throw new AppError('STATE_CONFLICT')
    turn.sealed = sealed
    turn.version += 1
  }

  #turnOf(key: string): { id: string; turn: RunningTurn } {
    const id = conversationIdOf(key)
    const turn = this.#running.get(id)
    if (!turn) throw new AppError('INTERNAL', { detail: 'state of a conversation that has no turn' })
    return { id, turn }
  }
}
