mod cases;
mod cost;
mod other_reader;
mod properties;
mod random;
mod samples;
mod updates;
