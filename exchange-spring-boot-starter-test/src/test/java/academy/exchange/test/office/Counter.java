package academy.exchange.test.office;

interface Counter {

    int increment(int by);

    int count();
}
