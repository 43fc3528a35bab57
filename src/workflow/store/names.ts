/** All tables lie in schemas of their own: the database may hold other things too. */
export const schemaName = 'cloudmgr';
export const queueSchemaName = 'cloudmgr_queue';
