mod backups;
mod chats;
mod logs;
mod random;
