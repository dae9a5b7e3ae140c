mod cases;
mod properties;
mod samples;
