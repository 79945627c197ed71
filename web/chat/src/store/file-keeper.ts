import type { FileKeeper, KeptFile } from '../../../direct-line/index.ts'

const NAME = 'hotline.files'
const STORE = 'files'

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await opened()
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(db.transaction(STORE, mode).objectStore(STORE))
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  } finally {
    db.close()
  }
}

/** Files that are on their way, in the browser's own database: they go on after a reload, and leave it when they are sent. */
export const browserFiles: FileKeeper = {
  all: () => within<KeptFile[]>('readonly', store => store.getAll()),
  put: async file => void (await within('readwrite', store => store.put(file))),
  remove: async id => void (await within('readwrite', store => store.delete(id)))
}
